"""Ground floor: what every room stands on, and the front door that knows them all."""
