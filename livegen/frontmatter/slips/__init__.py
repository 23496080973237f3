"""The lines of a front matter that PyYAML refuses, read by the slips reporters make.

Law: what is reported is mended, so that what is read on is what was meant. Every line is looked
at once, from the top down; what no slip explains is left to PyYAML.
"""

from livegen.frontmatter.slips.scan import Scan
from livegen.frontmatter.slips.walk import mended

__all__ = ["Scan", "mended"]
