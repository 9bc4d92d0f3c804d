"""Spreadsheets for tests, made by hand: also those that no program would make."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def upload(content, name="blad.xlsx"):
    """Bytes as the browser sends them: with a name."""
    file = io.BytesIO(content)
    file.name, file.size = name, len(content)
    return file


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """A ZIP with these parts, {name: text or bytes}."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def xlsx_parts(*sheets, book="", strings="", styles="", hidden=()):
    """The parts of an XLSX with these sheets, each as the XML of its rows."""
    listed = "".join(
        f'<sheet name="Blad{n}" sheetId="{n}" r:id="s{n}" '
        f'state="{"hidden" if n in hidden else "visible"}"/>'
        for n, _ in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(sheets, start=1)
    )
    parts = {
        "[Content_Types].xml": content_types(
            {
                "workbook": "sheet.main",
                "sharedStrings": "sharedStrings",
                "styles": "styles",
            }
        ),
        "_rels/.rels": relations(
            f'<Relationship Id="b" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}'
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(
            f"{links}"
            f'<Relationship Id="x" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="y" Type="{OFFICE}/styles" Target="/xl/styles.xml"/>'
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    for n, rows in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return parts


def content_types(kinds):
    """What is what in the folder xl."""
    listed = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return f'<Types xmlns="{TYPES}">{listed}</Types>'


def relations(links):
    return f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'


def xlsx(*sheets, **more):
    return zipped(xlsx_parts(*sheets, **more))


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
