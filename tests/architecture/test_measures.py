from statistics import median, quantiles

from tests.architecture.measures import counted, functions, inner_imports, too_long_files, too_long_functions
from tests.architecture.sources import Source, production


def test_no_function_is_longer_than_a_page():
    assert too_long_functions(production()) == []


def test_no_file_is_longer_than_400_lines():
    assert too_long_files(production()) == []


def test_nothing_is_imported_inside_a_function():
    assert inner_imports(production()) == []


def test_most_functions_and_files_are_short():
    lengths = [function.lines for function in functions(production())]
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 20
    files = [source.lines for source in counted(production()) if source.lines > 1]
    assert median(files) <= 100  # few modules, each with one subject
    assert quantiles(files, n=10)[-1] <= 200


def test_measures_detect_planted_violations():
    long_body = "\n".join(f"    a{number} = {number}" for number in range(40))
    text = f"def planted():\n{long_body}\n\n\ndef other():\n    import os\n" + "\n" * 400
    planted = [Source("flows/planted.py", text)]
    assert too_long_functions(planted) == ["flows/planted.py:1 planted: 41 lines"]
    assert inner_imports(planted) == ["flows/planted.py:44 other"]
    assert len(too_long_files(planted)) == 1
