"""Messages to browsers and home-screen apps through the push services of their makers."""
