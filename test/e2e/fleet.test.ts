import './access.ts';
import './credentials.ts';
import './subscriptions.ts';
