-- Whose readings they are: the line that a service's terms ask for wherever its data are shown.
CREATE TABLE station_credits (
  station_id text PRIMARY KEY REFERENCES stations,
  credit text NOT NULL CHECK (credit <> '')
);
