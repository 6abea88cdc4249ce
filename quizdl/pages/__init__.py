"""A bank as pages to share: what it asks, and what its claims found on the machine that made the pages.

One file a page, with its style inside: no request goes anywhere, and all but the search works without script. The
pages paint the rows of `report.view`. Every text is escaped, by Jinja or by `markup`.
"""
