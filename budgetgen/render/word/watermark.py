"""A word across every page of a DOCX: Word's own kind of watermark, a shape in each header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from budgetgen.render.wordml import W

if TYPE_CHECKING:
    from docx.document import Document as Docx

_PICTURE: Final = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:rPr><w:noProof/></w:rPr>
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
                 path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas>
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
        <v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
        <v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/>
      </v:formulas>
      <v:path textpathok="t" o:connecttype="custom"
              o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape id={id} type="#_x0000_t136" o:allowincell="f" fillcolor="#d9d9d9" stroked="f"
      style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
      <v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string={text}/>
    </v:shape>
  </w:pict>
</w:r>
"""


def add_watermark(docx: Docx, text: str) -> None:
    """Lay ``text`` under every page, through all headers of the file."""
    headers = [p for p in docx.part.package.iter_parts() if "/header" in str(p.partname)]
    for number, header in enumerate(sorted(headers, key=lambda p: str(p.partname)), start=1):
        picture = _PICTURE.format(
            id=quoteattr(f"PowerPlusWaterMarkObject{number}"), text=quoteattr(text)
        )
        paragraph = header.element.find(W + "p")
        if paragraph is None:
            paragraph = etree.SubElement(header.element, W + "p")
        paragraph.append(etree.fromstring(picture))
