"""The forum's side of HTTP: answers, safety, assets. It knows requests and templates, and no flat."""
