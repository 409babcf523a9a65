"""Every policy under learners whose attention and knowledge are simulated, and so known."""
