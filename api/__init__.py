"""What headquarters and the public see and do over HTTP."""
