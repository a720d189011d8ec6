"""The result in the terms of FollowTheMoney, the graph model that Aleph and OpenSanctions read."""
