"""Copy the third-party front-end files that npm installed to webapp/static/vendor, and only those in use.

Standard library only. Run by `make assets` and whenever the lock file or the list of icons changed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "webapp" / "static" / "vendor"
ICON_LIST = ROOT / "webapp" / "web" / "icons.txt"

PAPER_FONTS = {
    "be-vietnam-pro": ("BeVietnamPro", ("400Regular", "700Bold")),
    "noto-serif": ("NotoSerif", ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")),
    "tinos": ("Tinos", ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")),
}
SCREEN_FONTS = [
    f"be-vietnam-pro-{script}-{weight}-normal.woff2"
    for script in ("vietnamese", "latin")
    for weight in (400, 700)
]


class AssetMissing(Exception):
    """A named file is in none of the installed packages; the message is one line for whoever builds."""


def icon_names(text: str) -> list[str]:
    """The names in icons.txt: one a line, empty lines and lines that begin with # left out."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def wanted_files() -> dict[str, Path]:
    """Every file to install: its place under static/vendor -> where npm put it. Licences go along."""
    return _htmx() | _icons() | _paper_fonts() | _screen_fonts()


def _htmx() -> dict[str, Path]:
    package = MODULES / "htmx.org"
    return {"htmx/htmx.min.js": package / "dist" / "htmx.min.js", "htmx/LICENSE": package / "LICENSE"}


def _icons() -> dict[str, Path]:
    package = MODULES / "@tabler" / "icons"
    outline = package / "icons" / "outline"
    names = icon_names(ICON_LIST.read_text(encoding="utf-8"))
    unknown = [name for name in names if not (outline / f"{name}.svg").is_file()]
    if package.is_dir() and unknown:
        raise AssetMissing(f"{ICON_LIST.name}: no such outline icon: {', '.join(unknown)}")
    files = {f"icons/{name}.svg": outline / f"{name}.svg" for name in names}
    return files | {"icons/LICENSE": package / "LICENSE"}


def _paper_fonts() -> dict[str, Path]:
    files: dict[str, Path] = {}
    for folder, (family, cuts) in PAPER_FONTS.items():
        package = MODULES / "@expo-google-fonts" / folder
        files |= {f"fonts/{family}_{cut}.ttf": package / cut / f"{family}_{cut}.ttf" for cut in cuts}
        files[f"fonts/{family}.LICENSE"] = package / "LICENSE_FONT"
    return files


def _screen_fonts() -> dict[str, Path]:
    package = MODULES / "@fontsource" / "be-vietnam-pro"
    return {f"fonts/{name}": package / "files" / name for name in SCREEN_FONTS}


def install(files: dict[str, Path], vendor: Path = VENDOR) -> None:
    """Lay the files out beside the old ones, then put them in their place in one step."""
    if missing := [source for source in files.values() if not source.is_file()]:
        raise AssetMissing(f"not installed by npm: {missing[0].relative_to(ROOT)} ({len(missing)} in all)")
    fresh, old = vendor.with_name("vendor.new"), vendor.with_name("vendor.old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    for place, source in files.items():
        target = fresh / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    if vendor.exists():
        vendor.rename(old)
    fresh.rename(vendor)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    try:
        files = wanted_files()
        install(files)
    except AssetMissing as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print(f"assets: {len(files)} files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
