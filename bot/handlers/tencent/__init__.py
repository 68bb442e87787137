"""What Tencent's channels share: XML read safely, sealed callbacks, access tokens, calls, answers in time."""
