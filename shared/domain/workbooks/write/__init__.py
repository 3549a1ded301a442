"""Writes workbooks (.xlsx, ECMA-376 transitional): streamed, every cell as text, with drop-downs, notes and instructions."""
