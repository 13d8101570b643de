"""Rules for escalations that count the team's hours instead of the calendar's."""

from forum.database.migrate import Rebuild

SQLITE = [
    Rebuild(
        "escalation_rules",
        """
        CREATE TABLE "escalation_rules" (
            "by_asker" INT NOT NULL,
            "by_helpers" INT NOT NULL,
            "policy" VARCHAR(10) NOT NULL,
            "hours" INT NOT NULL,
            "in_business_hours" INT NOT NULL,
            "views" INT NOT NULL,
            "members" INT NOT NULL,
            "within_days" INT NOT NULL,
            "priority" VARCHAR(6) NOT NULL,
            "tags" VARCHAR(300) NOT NULL,
            "accept_solves" INT NOT NULL,
            "solve_accepts" INT NOT NULL,
            "updated_at" TIMESTAMP NOT NULL,
            "version" INT NOT NULL,
            "last_run_at" TIMESTAMP,
            "last_found" INT NOT NULL,
            "last_made" INT NOT NULL,
            "group_id" BIGINT REFERENCES "support_groups" ("id") ON DELETE SET NULL,
            "updated_by_id" BIGINT REFERENCES "people" ("id") ON DELETE SET NULL,
            "category_id" BIGINT NOT NULL PRIMARY KEY REFERENCES "categories" ("id") ON DELETE CASCADE
        )
        """,
        (("in_business_hours", "0"),),
    ),
]

POSTGRES = [
    'ALTER TABLE "escalation_rules" ADD COLUMN "in_business_hours" BOOL NOT NULL DEFAULT FALSE',
    'ALTER TABLE "escalation_rules" ALTER COLUMN "in_business_hours" DROP DEFAULT',
]
