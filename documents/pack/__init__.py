"""The pack that an inspector takes away and checks without this software."""
