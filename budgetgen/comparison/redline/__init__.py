"""修订稿: the new draft as a Word file in which every difference from the old one is a tracked change."""
