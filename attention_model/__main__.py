"""`python -m attention_model train | evaluate | compare | search | transfer | card | simulate`."""

from __future__ import annotations

import sys

from attention_model.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
