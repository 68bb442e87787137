"""The channel-neutral conversation: messages, steps, checks, walk, runner, repair, drawing."""
