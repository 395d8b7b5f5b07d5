"""Which columns of a table are ours: a person looks at its head and first rows, chooses, and may keep the choice.

The file stays in the browser: it is sent once to be looked at and once to be loaded, and lies nowhere in between.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from ticketing.kit.sheet_files import Beginning, beginning_of, write_names
from ticketing.kit.sheets import Names, SheetFault
from ticketing.registry.columns import guesses
from ticketing.registry.load import LOADABLE, Loadable
from ticketing.web.render import page
from ticketing.web.text.phrases import phrase

router = APIRouter()
LARGEST = 10 * 1024 * 1024
ENDINGS = (".csv", ".xlsx", ".parquet")
CHOSEN = "theirs_"
"""What the fields of a choice begin with, our name behind it; their value is the other column, or nothing for none."""
WIDEST, LONGEST = 100, 60


class NoTable(ValueError):
    """The form brought no table that can be read; the sentence says what to do. `status`: of the answer."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.status = status


@router.post("/registry/loads/columns", name="registry_columns")
async def look(request: Request, content: Annotated[str, Form()], file: Annotated[UploadFile, File()]) -> Response:
    """The head and the first rows of a table, and for each of our columns which of theirs it may be."""
    data = await file.read(LARGEST + 1)
    return await run_in_threadpool(_columns, request, content, file.filename or "", data)


@router.post("/registry/loads/mapping", name="registry_mapping")
async def mapping(request: Request, content: Annotated[str, Form()]) -> Response:
    """The choice as a mapping file, for `ticketing registry load --mapping`."""
    form = await request.form()
    what = next((one for one in LOADABLE if one.name == content), LOADABLE[0])
    text = write_names(names_chosen(form, what))
    headers = {"content-disposition": f'attachment; filename="{what.name}.yaml"'}
    return Response(text, media_type="application/yaml", headers=headers)


def names_chosen(form: Mapping[str, Any], what: Loadable) -> Names:
    """What the form says of the columns; empty where nobody chose."""
    fields = {column: form.get(f"{CHOSEN}{column}") for column in what.content.columns}
    return {column: str(name) or None for column, name in fields.items() if name is not None}


@contextmanager
def table_of(content: str, filename: str, data: bytes) -> Iterator[tuple[Loadable, Path]]:
    """What is loaded, and the table in a file of its own for as long as it is needed. Raises NoTable."""
    what, ending = next((one for one in LOADABLE if one.name == content), None), Path(filename).suffix.lower()
    if what is None or ending not in ENDINGS:
        raise NoTable("Choose what the table holds, and a file that ends with .csv, .xlsx or .parquet.")
    if len(data) > LARGEST:
        raise NoTable("The file is larger than 10 MB: load it with the command `ticketing registry load`.", 413)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"page{ending}"
        path.write_bytes(data)
        yield what, path


def _columns(request: Request, content: str, filename: str, data: bytes) -> Response:
    try:
        with table_of(content, filename, data) as (what, path):
            first = beginning_of(path)
    except (NoTable, SheetFault) as problem:
        return page(request, "_registry_columns.html", problem=phrase(str(problem)), columns=[])
    head = [" ".join(name.split()) for name in first.head][:WIDEST]
    return page(
        request,
        "_registry_columns.html",
        problem="",
        columns=what.content.columns,
        key=what.content.columns[0],
        head=[name for name in dict.fromkeys(head) if name],
        guessed=guesses(head, what.content.columns),
        rows=_shown(first),
        names=head,
        chosen=CHOSEN,
    )


def _shown(first: Beginning) -> Sequence[Sequence[str]]:
    return [[cell[:LONGEST] for cell in row[:WIDEST]] for row in first.rows]
