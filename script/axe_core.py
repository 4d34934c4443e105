"""Fetches axe-core into the virtual environment it runs in, as locks/axe-core.toml pins it.

One file of one npm package: neither node nor npm is needed for that.
"""

from __future__ import annotations

import base64
import hashlib
import io
import ssl
import sys
import tarfile
import tomllib
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
WHOLE = "package/axe.min.js"
SECONDS = 60


def main() -> None:
    """Write share/axe-core/axe.min.js, or fail with nothing written."""
    pin = tomllib.loads((ROOT / "locks" / "axe-core.toml").read_text(encoding="utf-8"))
    url = f"https://registry.npmjs.org/axe-core/-/axe-core-{pin['version']}.tgz"
    context = ssl.create_default_context()  # heeds SSL_CERT_FILE
    if BUNDLE.exists():
        # A Python from elsewhere may not know where Debian keeps them.
        context.load_verify_locations(BUNDLE)
    with urllib.request.urlopen(url, timeout=SECONDS, context=context) as response:
        packed = response.read()
    found = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if found != pin["integrity"]:
        sys.exit(f"{url} is not the pinned file: {found}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        script = archive.extractfile(WHOLE)
        assert script is not None
        content = script.read()
    target = Path(sys.prefix) / "share" / "axe-core" / "axe.min.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


if __name__ == "__main__":
    main()
