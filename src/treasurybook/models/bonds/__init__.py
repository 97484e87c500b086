"""Price, yield and return of Treasury securities."""
