"""What is so: the shapes a stream can be in, and how each event moves it from one to the next."""
