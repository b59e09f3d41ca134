"""Semantic query to governed SQL: resolve, bind, plan, build, guard."""
