"""文档里的文字: a profile's sentences, the names they may use, and the words put into them."""
