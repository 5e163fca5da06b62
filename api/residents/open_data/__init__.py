"""Open data: the same facts as the pages show, as GeoJSON and CSV for whoever builds on them."""
