"""People who step in for a while: who they are, when they are called, what keeps them safe."""
