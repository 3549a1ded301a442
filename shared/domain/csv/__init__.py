"""CSV as spreadsheets write it: from bytes to records, and from records to rows of the known columns."""
