"""Runs a Basic macro in LibreOffice: its own way to accept and reject changes, with nothing but Writer installed."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from support.office import Office

SETTLE = """
Sub Settle(folder As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim docx(0) As New com.sun.star.beans.PropertyValue
  docx(0).Name = "FilterName" : docx(0).Value = "MS Word 2007 XML"
  Dim none()
  Dim name As String
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  name = Dir(ConvertFromURL(folder) & "/*.docx", 0)
  Do While name <> ""
    For Each what In Array("Accept", "Reject")
      doc = StarDesktop.loadComponentFromURL(folder & "/" & name, "_blank", 0, hidden())
      frame = doc.CurrentController.Frame
      dispatcher.executeDispatch(frame, ".uno:" & what & "AllTrackedChanges", "", 0, none())
      doc.storeToURL(folder & "/" & name & "." & what, docx())
      doc.close(True)
    Next
    name = Dir()
  Loop
End Sub
"""
LIBRARY = "http://openoffice.org/2000/library"


def settle_all(folder: Path, office: Office) -> None:
    """Beside every NAME.docx of the folder: NAME.docx.Accept and NAME.docx.Reject."""
    home = folder / "office"
    # A new profile gets its libraries at the first start: a macro laid there before would be lost.
    office.run("--terminate_after_init", profile=home)
    write_macro(home / "user" / "basic")
    office.run(f"macro:///Standard.M.Settle({folder.as_uri()})", profile=home)


def write_macro(basic: Path) -> None:
    files = {
        "script.xlc": f'<library:libraries xmlns:library="{LIBRARY}">'
        '<library:library library:name="Standard" library:link="false"/></library:libraries>',
        "Standard/script.xlb": f'<library:library xmlns:library="{LIBRARY}" library:name="Standard"'
        ' library:readonly="false" library:passwordprotected="false">'
        '<library:element library:name="M"/></library:library>',
        "Standard/M.xba": '<script:module xmlns:script="http://openoffice.org/2000/script"'
        f' script:name="M" script:language="StarBasic">{escape(SETTLE)}</script:module>',
    }
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{content}'
        (basic / name).write_text(declared, encoding="utf-8")
