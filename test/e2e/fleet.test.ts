import './access.ts';
import './credentials.ts';
import './subscriptions.ts';
import './uploads.ts';
