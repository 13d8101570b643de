"""What articles say to search engines: schema.org's Article, FAQPage and BreadcrumbList. Pure."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from forum.kb.views import ArticleView, FaqEntry, Shelf

#: Characters of an answer on the FAQ page: the page itself has the rest.
MOST = 2_000


def article(view: ArticleView, site_name: str, site_url: str) -> Markup:
    """An article and where it stands."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": view.title,
        "description": view.excerpt,
        "inLanguage": view.lang,
        "datePublished": view.published_at.isoformat(),
        "dateModified": view.changed_at.isoformat(),
        "url": site_url + address(view.path),
        "mainEntityOfPage": site_url + address(view.path),
        "articleSection": view.section.name,
        "publisher": {"@type": "Organization", "name": site_name, "url": f"{site_url}/"},
    }
    if view.labels:
        data["keywords"] = view.labels
    if view.also_asked:
        data["alternativeHeadline"] = view.also_asked
    if view.publisher_name:
        data["author"] = {
            "@type": "Person", "name": view.publisher_shown,
            "url": f"{site_url}/users/{quote(view.publisher_name, safe='')}",
        }
    way = [(view.category.name, view.category.path), (view.section.name, view.section.path), (view.title, view.path)]
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": site_url + address(path)}
            for number, (name, path) in enumerate(way, 1)
        ],
    }
    return _inside_script([data, crumbs])


def faq_page(groups: Sequence[tuple[Shelf, Shelf, Sequence[FaqEntry]]], lang: str) -> Markup:
    """A page of questions with their answers."""
    questions = [
        {
            "@type": "Question", "name": entry.line.title,
            "acceptedAnswer": {"@type": "Answer", "text": entry.plain[:MOST]},
        }
        for _section, _category, entries in groups for entry in entries
    ]
    return _inside_script({
        "@context": "https://schema.org", "@type": "FAQPage", "inLanguage": lang, "mainEntity": questions,
    })


def address(path: str) -> str:
    """A path as it stands in addresses for machines: characters of other scripts percent-encoded."""
    return quote(path, safe="/?=&#%")


def _inside_script(data: Any) -> Markup:
    """JSON in which nothing ends the script element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
