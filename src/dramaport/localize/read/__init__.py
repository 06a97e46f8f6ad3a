"""Reading what is burned into the picture: captions, and other text on screen."""

from dramaport.localize.read.captions import VERSION, read_captions
from dramaport.localize.read.values import CaptionLine, Captions, ScreenText

__all__ = ["VERSION", "CaptionLine", "Captions", "ScreenText", "read_captions"]
