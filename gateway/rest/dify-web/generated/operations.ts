/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/**
 * Who may use the app's web page, which is by passports, while web app login is on. In the graph every
 * member of the organization uses the app, whatever its mode.
 */
export type AccessMode =
  | 'PUBLIC'
  /** Its members and the organization's administrators. */
  | 'PRIVATE'
  /** Every member of the organization. */
  | 'PRIVATE_ALL'
  /** People whom an external sign-on vouches for. */
  | 'SSO_VERIFIED';

export type FileKind =
  | 'IMAGE'
  | 'DOCUMENT'
  | 'AUDIO'
  | 'VIDEO'
  | 'CUSTOM';

export type IssuePassportInput = {
  appCode: string;
  /** The session id of the end user; a new one is made without. */
  sessionId?: string | null | undefined;
  /** Needed for restricted apps. */
  loginToken?: string | null | undefined;
};

/** The languages of mails. */
export type Language =
  | 'EN_US'
  | 'ZH_HANS';

export type ResetWebAppPasswordInput = {
  token: string;
  newPassword: string;
  passwordConfirm: string;
};

export type SendWebAppCodeInput = {
  email: string;
  language?: Language;
};

export type UploadFileInput = {
  file: unknown;
  /** The only category that is taken; of another one it fails with UNSUPPORTED_TYPE. */
  kind?: FileKind | null | undefined;
  /** Chosen by the client, a UUID: names the progress of this upload. */
  uploadId?: string | number | null | undefined;
};

export type VerifyWebAppCodeInput = {
  email: string;
  /** 6 digits. */
  code: string;
  token: string;
};

export type WebAppLoginStatusInput = {
  /** BAD_INPUT for an unknown one. */
  appCode?: string | null | undefined;
  /** The end user's session id that the passport must be for. */
  sessionId?: string | null | undefined;
  passport?: string | null | undefined;
  loginToken?: string | null | undefined;
};

export type LoginToWebAppsMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type LoginToWebAppsMutation = { loginToWebApps: { accessToken: string } };

export type WebAppLoginStatusQueryVariables = Exact<{
  input: WebAppLoginStatusInput;
}>;


export type WebAppLoginStatusQuery = { webAppLoginStatus: { isLoggedIn: boolean, isLoggedInToApp: boolean } };

export type LogoutFromWebAppsQueryVariables = Exact<{ [key: string]: never; }>;


export type LogoutFromWebAppsQuery = { systemFeatures: { isSetUp: boolean } };

export type SendWebAppLoginCodeMutationVariables = Exact<{
  input: SendWebAppCodeInput;
}>;


export type SendWebAppLoginCodeMutation = { sendWebAppLoginCode: { token: string } };

export type LoginToWebAppsWithCodeMutationVariables = Exact<{
  input: VerifyWebAppCodeInput;
}>;


export type LoginToWebAppsWithCodeMutation = { loginToWebAppsWithCode: { accessToken: string } };

export type SendWebAppResetCodeMutationVariables = Exact<{
  input: SendWebAppCodeInput;
}>;


export type SendWebAppResetCodeMutation = { sendWebAppResetCode: { token: string } };

export type VerifyWebAppResetCodeMutationVariables = Exact<{
  input: VerifyWebAppCodeInput;
}>;


export type VerifyWebAppResetCodeMutation = { verifyWebAppResetCode: { email: string, token: string } };

export type ResetWebAppPasswordMutationVariables = Exact<{
  input: ResetWebAppPasswordInput;
}>;


export type ResetWebAppPasswordMutation = { resetWebAppPassword: { email: string } };

export type IssueWebAppPassportMutationVariables = Exact<{
  input: IssuePassportInput;
}>;


export type IssueWebAppPassportMutation = { issuePassport: { passport: string } };

export type WebAppAccessModeQueryVariables = Exact<{
  appId?: string | number | null | undefined;
  appCode?: string | null | undefined;
}>;


export type WebAppAccessModeQuery = { webAppAccessMode: AccessMode };

export type WebAppPermissionQueryVariables = Exact<{
  appId: string | number;
  passport?: string | null | undefined;
}>;


export type WebAppPermissionQuery = { webAppPermission: boolean };

export type WebSystemFeaturesQueryVariables = Exact<{ [key: string]: never; }>;


export type WebSystemFeaturesQuery = { systemFeatures: { isSignUpOpen: boolean, isWebAppLoginEnabled: boolean, isMailSetUp: boolean } };

export type WebFilePartsFragment = { id: string, name: string, size: number | null, extension: string, declaredMimeType: string, createdAt: string, url: string | null };

export type UploadWebFileMutationVariables = Exact<{
  input: UploadFileInput;
}>;


export type UploadWebFileMutation = { uploadFile: { file: { id: string, name: string, size: number | null, extension: string, declaredMimeType: string, createdAt: string, url: string | null } } };

export type ImportWebRemoteFileMutationVariables = Exact<{
  url: string;
}>;


export type ImportWebRemoteFileMutation = { importFile: { file: { id: string, name: string, size: number | null, extension: string, declaredMimeType: string, createdAt: string, url: string | null } } };

export type WebRemoteFileQueryVariables = Exact<{
  url: string;
}>;


export type WebRemoteFileQuery = { remoteFile: { mimeType: string, size: number | null } };

export const WebFilePartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"extension"}},{"kind":"Field","name":{"kind":"Name","value":"declaredMimeType"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<WebFilePartsFragment, unknown>;
export const LoginToWebAppsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LoginToWebApps"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"email"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"password"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginToWebApps"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"email"},"value":{"kind":"Variable","name":{"kind":"Name","value":"email"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"password"},"value":{"kind":"Variable","name":{"kind":"Name","value":"password"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}}]}}]}}]} as unknown as DocumentNode<LoginToWebAppsMutation, LoginToWebAppsMutationVariables>;
export const WebAppLoginStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebAppLoginStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"WebAppLoginStatusInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webAppLoginStatus"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isLoggedIn"}},{"kind":"Field","name":{"kind":"Name","value":"isLoggedInToApp"}}]}}]}}]} as unknown as DocumentNode<WebAppLoginStatusQuery, WebAppLoginStatusQueryVariables>;
export const LogoutFromWebAppsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LogoutFromWebApps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"systemFeatures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isSetUp"}}]}}]}}]} as unknown as DocumentNode<LogoutFromWebAppsQuery, LogoutFromWebAppsQueryVariables>;
export const SendWebAppLoginCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SendWebAppLoginCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendWebAppCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendWebAppLoginCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}}]}}]}}]} as unknown as DocumentNode<SendWebAppLoginCodeMutation, SendWebAppLoginCodeMutationVariables>;
export const LoginToWebAppsWithCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LoginToWebAppsWithCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"VerifyWebAppCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loginToWebAppsWithCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}}]}}]}}]} as unknown as DocumentNode<LoginToWebAppsWithCodeMutation, LoginToWebAppsWithCodeMutationVariables>;
export const SendWebAppResetCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SendWebAppResetCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendWebAppCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendWebAppResetCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}}]}}]}}]} as unknown as DocumentNode<SendWebAppResetCodeMutation, SendWebAppResetCodeMutationVariables>;
export const VerifyWebAppResetCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"VerifyWebAppResetCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"VerifyWebAppCodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verifyWebAppResetCode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"token"}}]}}]}}]} as unknown as DocumentNode<VerifyWebAppResetCodeMutation, VerifyWebAppResetCodeMutationVariables>;
export const ResetWebAppPasswordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResetWebAppPassword"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResetWebAppPasswordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetWebAppPassword"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]} as unknown as DocumentNode<ResetWebAppPasswordMutation, ResetWebAppPasswordMutationVariables>;
export const IssueWebAppPassportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IssueWebAppPassport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IssuePassportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issuePassport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"passport"}}]}}]}}]} as unknown as DocumentNode<IssueWebAppPassportMutation, IssueWebAppPassportMutationVariables>;
export const WebAppAccessModeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebAppAccessMode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"appId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"appCode"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webAppAccessMode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"appId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"appId"}}},{"kind":"Argument","name":{"kind":"Name","value":"appCode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"appCode"}}}]}]}}]} as unknown as DocumentNode<WebAppAccessModeQuery, WebAppAccessModeQueryVariables>;
export const WebAppPermissionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebAppPermission"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"appId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"passport"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webAppPermission"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"appId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"appId"}}},{"kind":"Argument","name":{"kind":"Name","value":"passport"},"value":{"kind":"Variable","name":{"kind":"Name","value":"passport"}}}]}]}}]} as unknown as DocumentNode<WebAppPermissionQuery, WebAppPermissionQueryVariables>;
export const WebSystemFeaturesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebSystemFeatures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"systemFeatures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isSignUpOpen"}},{"kind":"Field","name":{"kind":"Name","value":"isWebAppLoginEnabled"}},{"kind":"Field","name":{"kind":"Name","value":"isMailSetUp"}}]}}]}}]} as unknown as DocumentNode<WebSystemFeaturesQuery, WebSystemFeaturesQueryVariables>;
export const UploadWebFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UploadWebFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UploadFileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uploadFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebFileParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"extension"}},{"kind":"Field","name":{"kind":"Name","value":"declaredMimeType"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<UploadWebFileMutation, UploadWebFileMutationVariables>;
export const ImportWebRemoteFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportWebRemoteFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"url"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"url"},"value":{"kind":"Variable","name":{"kind":"Name","value":"url"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"WebFileParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"WebFileParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"File"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"extension"}},{"kind":"Field","name":{"kind":"Name","value":"declaredMimeType"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<ImportWebRemoteFileMutation, ImportWebRemoteFileMutationVariables>;
export const WebRemoteFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebRemoteFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"url"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"remoteFile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"url"},"value":{"kind":"Variable","name":{"kind":"Name","value":"url"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"size"}}]}}]}}]} as unknown as DocumentNode<WebRemoteFileQuery, WebRemoteFileQueryVariables>;