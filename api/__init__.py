"""HTTP, web page and the command line; who may ask what."""
