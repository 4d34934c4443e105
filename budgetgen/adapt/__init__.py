"""改编: a bureau makes a format its own: a copy, everything in it looked at, a trial before it is used."""
