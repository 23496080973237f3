"""The preview over HTTP: the last good site, as its host would give it, and every error over it.

Law: the site is a mapping, so no path can leave it, and nothing of the preview is on disk. A page
that is open never stays behind: whatever happened meanwhile, it ends up as the site is now.
"""

from livegen.serve.addresses import bracketed, elsewhere, qr
from livegen.serve.server import Server
from livegen.serve.shown import Shown

__all__ = ["Server", "Shown", "bracketed", "elsewhere", "qr"]
