"""The chronology (クロノロジー): what happened and was decided, in the words of one time line."""
