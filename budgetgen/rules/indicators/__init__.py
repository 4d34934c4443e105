"""检查·绩效指标: whether they are all there and say something that can be measured."""
