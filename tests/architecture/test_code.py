"""House rules of the code that a reader would otherwise have to watch: imports, swallowed errors, sizes."""

import ast

from tests.architecture.sources import files, modules, name

LONGEST_FILE = 400
# Each with its reason; a file that grows past the limit is cut, not added.
LONGER_ON_PURPOSE = {
    "pwa/src/lib/api.d.ts": "made from the API description",
    "tests/jobs/test_seal_act.py": "one signed visit, and each way its act can be sealed, wait or alarm",
    "pwa/src/lib/sync/sync.test.ts": "one story of one phone, told rule by rule",
}


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        name(path, inner.lineno)
        for path, module in modules()
        for function in ast.walk(module)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(function)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]

    assert found == []


def test_no_error_is_swallowed_whole() -> None:
    """A bare `except` or `except Exception` must do something with what it caught."""
    found = [
        name(path, handler.lineno)
        for path, module in modules()
        for handler in ast.walk(module)
        if isinstance(handler, ast.ExceptHandler) and _catches_all(handler) and _does_nothing(handler)
    ]

    assert found == []


def test_each_module_says_what_lives_in_it() -> None:
    silent = [name(path) for path, module in modules() if module.body and ast.get_docstring(module) is None]

    assert silent == []


def test_no_file_grows_out_of_sight() -> None:
    code = files(
        "server",
        "dispatch",
        "checklists",
        "tests",
        "scripts",
        "pwa/src",
        "pwa/harness",
        "pwa/scripts",
        suffixes=(".py", ".ts", ".svelte", ".css", ".sh"),
    )
    lengths = {name(path): len(path.read_text().splitlines()) for path in code}

    too_long = {
        path: lines
        for path, lines in lengths.items()
        if lines > LONGEST_FILE and path not in LONGER_ON_PURPOSE
    }

    assert too_long == {}


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _does_nothing(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(statement, (ast.Pass, ast.Continue))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        or (isinstance(statement, ast.Return) and _is_empty(statement.value))
        for statement in handler.body
    )


def _is_empty(value: ast.expr | None) -> bool:
    if value is None:
        return True
    if isinstance(value, ast.Constant):
        return not value.value
    return (isinstance(value, (ast.List, ast.Tuple, ast.Set)) and not value.elts) or (
        isinstance(value, ast.Dict) and not value.keys
    )
