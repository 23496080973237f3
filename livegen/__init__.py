"""livegen: a static-site generator for live-blog coverage."""

__version__ = "0.1.0"
