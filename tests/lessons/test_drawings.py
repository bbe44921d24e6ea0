"""What a drawing must keep to: one target, few and legible labels, a title that says where to look."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader
from jinja2.loaders import ChoiceLoader

from webapp.lessons import catalog
from webapp.lessons.check_drawing import Shape, drawing_problems
from webapp.web.drawings import TEMPLATES, drawing
from webapp.web.icons import icon_paths


def draw(inside: str, title: str = "Nút nằm ở giữa") -> str:
    text = f'{{% import "macros/draw.html" as d %}}{{% call d.scene("{title}") %}}{inside}{{% endcall %}}'
    loader = ChoiceLoader([DictLoader({"x": text}), FileSystemLoader(TEMPLATES)])
    environment = Environment(loader=loader, autoescape=True)
    environment.globals["icon_paths"] = icon_paths
    return environment.get_template("x").render()


def found(svg: str, shape: Shape = Shape.SCREEN) -> list[str]:
    return [f"{field}: {rule}" for field, rule in drawing_problems(svg, shape)]


TARGET = '{{ d.tap_button(258, "Xác nhận") }}'


def test_one_target_with_its_title_passes() -> None:
    assert found(draw(TARGET)) == []


def test_a_screen_without_target_or_with_two_is_refused() -> None:
    assert found(draw('{{ d.field(88, "Số tiền") }}')) == ["tap: có 0 chỗ khoanh vàng, cần đúng 1"]
    assert found(draw(TARGET + TARGET)) == ["tap: có 2 chỗ khoanh vàng, cần đúng 1"]


def test_a_seventh_label_is_refused() -> None:
    labels = "".join(f'{{{{ d.label(60, {20 * n}, "Chữ") }}}}' for n in range(6))
    assert found(draw(TARGET + labels)) == ["text: có 7 nhãn chữ, nhiều nhất 6"]


def test_small_letters_are_refused() -> None:
    assert found(draw(TARGET + '{{ d.label(60, 20, "Nhỏ", size=12) }}')) == ["“Nhỏ”: cỡ chữ 12, nhỏ nhất 13"]


def test_a_label_longer_than_its_room_is_refused() -> None:
    (said,) = found(draw('{{ d.tap_button(258, "Xác nhận chuyển tiền cho người bán") }}'))
    assert "chỗ chỉ có 168" in said


def test_a_picture_needs_its_description() -> None:
    assert found(draw(TARGET, title=" ")) == ["title: hình chưa có lời mô tả"]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<image href="a.png"/>', "image: không dùng phần tử này trong hình"),
        ('<g style="fill:red"/>', "g: không dùng thuộc tính style"),
        ("<g>", "svg: không đúng XML"),
    ],
)
def test_foreign_things_are_refused(inside: str, said: str) -> None:
    assert any(line.startswith(said) for line in found(draw(TARGET + inside)))


def test_an_answer_s_picture_has_no_target() -> None:
    assert found(draw(TARGET), Shape.PICTURE) == ["tap: có 1 chỗ khoanh vàng, cần đúng 0"]


def test_no_drawing_that_ships_carries_an_id() -> None:
    for lesson in catalog().lessons:
        for step in lesson.steps:
            assert ' id="' not in drawing(lesson.slug, step.drawing)
