import { endpoint, ok } from '../endpoint.ts';
import { anyone } from './caller.ts';
import { WebSystemFeaturesDocument, type WebSystemFeaturesQuery } from './generated/operations.ts';

export const readSystemFeatures = endpoint({
  route: 'GET /api/system-features',
  identity: anyone,
  document: WebSystemFeaturesDocument,
  variables: () => ({}),
  reply: ({ systemFeatures }) => ok(toSystemFeatures(systemFeatures)),
});

/** Pages read all of these, also what this product has no word on: there the documented default is. */
export function toSystemFeatures(features: WebSystemFeaturesQuery['systemFeatures']) {
  const { isSignUpOpen, isWebAppLoginEnabled, isMailSetUp } = features;
  return {
    sso_enforced_for_signin: false,
    sso_enforced_for_signin_protocol: '',
    enable_marketplace: true,
    max_plugin_package_size: 15_728_640,
    enable_email_code_login: false,
    enable_email_password_login: true,
    enable_social_oauth_login: false,
    is_allow_register: isSignUpOpen,
    is_allow_create_workspace: false,
    is_email_setup: isMailSetUp,
    license: {
      status: 'none',
      expired_at: '',
      workspaces: { enabled: false, size: 0, limit: 0 },
    },
    branding: {
      enabled: false,
      application_title: '',
      login_page_logo: '',
      workspace_logo: '',
      favicon: '',
    },
    webapp_auth: {
      enabled: isWebAppLoginEnabled,
      allow_sso: false,
      sso_config: { protocol: '' },
      allow_email_code_login: isWebAppLoginEnabled,
      allow_email_password_login: isWebAppLoginEnabled,
    },
    plugin_installation_permission: {
      plugin_installation_scope: 'all',
      restrict_to_marketplace_only: false,
    },
    enable_change_email: true,
    plugin_manager: { enabled: false },
    trial_models: [],
    enable_trial_app: false,
    enable_explore_banner: false,
    enable_collaboration_mode: true,
    enable_creators_platform: false,
  };
}
