"""What hosts read beside the pages: `robots.txt`, `_headers`, `_redirects`; written, and read back.

Law: what is written here is read back as it was meant.
"""

from livegen.hosting.reading import (
    HeaderRule,
    Lead,
    RedirectRule,
    header_rules,
    headers_of,
    lead,
    redirect_rules,
)
from livegen.hosting.writing import Redirect, Sources, headers, led_elsewhere, redirects, robots

__all__ = [
    "HeaderRule",
    "Lead",
    "Redirect",
    "RedirectRule",
    "Sources",
    "header_rules",
    "headers",
    "headers_of",
    "lead",
    "led_elsewhere",
    "redirect_rules",
    "redirects",
    "robots",
]
