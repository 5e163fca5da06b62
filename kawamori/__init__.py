"""The shared vocabulary of Kawamori: what every service means by the same words."""
