"""The table that remembers what came from where."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Imported(Model):
    """One thing that was taken in from another community: under which name it stood there, and what it became here.

    A second import looks here first and adds only what is new; old addresses find their threads and posts by it.
    """

    id = fields.BigIntField(primary_key=True)
    #: The kind of community and its name: "stackexchange:cooking", "discourse:talk.example.org".
    source = fields.CharField(max_length=120)
    #: user, thread, post, comment or tag; number is a post's place in its thread, as "12/3".
    kind = fields.CharField(max_length=12)
    external_id = fields.CharField(max_length=60)
    #: The id here: of a person, thread or tag, and for the other kinds of a post.
    local_id = fields.BigIntField()

    class Meta:
        table = "imported"
        unique_together = (("source", "kind", "external_id"),)
        indexes = [Index(fields=("kind", "local_id")), Index(fields=("kind", "external_id"))]
