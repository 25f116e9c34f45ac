"""What can be searched, and how it survives a crash: encoder, lexical, vectors, snapshot."""
