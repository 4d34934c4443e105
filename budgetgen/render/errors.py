"""What a renderer cannot do without."""

from __future__ import annotations

from budgetgen.errors import MissingSystemPart

PANGO_MISSING = """生成 PDF 需要系统组件 Pango（连同 HarfBuzz、Fontconfig）和中文字体，本机缺少或无法加载：{cause}
DOCX、XLSX、JSON 不受影响。安装方法：
  Debian、Ubuntu：sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
fonts-noto-cjk fonts-lxgw-wenkai
  macOS：brew install pango；字体用系统自带的即可
  Windows：安装 MSYS2（https://www.msys2.org），在其终端执行 pacman -S mingw-w64-ucrt-x86_64-pango，\
再把环境变量 WEASYPRINT_DLL_DIRECTORIES 设为 C:\\msys64\\ucrt64\\bin；\
也可以直接用 WPS 或 Word 把 DOCX 另存为 PDF"""


def pango_missing(cause: Exception) -> MissingSystemPart:
    """The error for a system where WeasyPrint cannot load Pango."""
    return MissingSystemPart(PANGO_MISSING.format(cause=cause))
