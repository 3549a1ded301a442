"""An upload as plain values: the job and its states, its chunks, the difference to what is stored, undoing."""
