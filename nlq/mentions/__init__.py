"""Every span of a question that can mean something: names, members, times, operators, numbers, slips."""
