import type { Linter } from 'eslint'
import boundaries from 'eslint-plugin-boundaries'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** Who may import whom (architecture, rule 1). The type projects enforce the same a second time. */
const elements = [
  { type: 'contract', pattern: 'src-main/shared/contract' },
  { type: 'domain', pattern: 'src-main/shared/domain/*', capture: ['module'] },
  { type: 'service', pattern: 'src-main/services/*', capture: ['module'] },
  { type: 'services', pattern: 'src-main/services' },
  { type: 'electron', pattern: 'src-main/electron' },
  { type: 'server', pattern: 'src-main/server' },
  { type: 'cli', pattern: 'src-main/cli' },
  { type: 'view', pattern: 'src-renderer/views/*', capture: ['module'] },
  { type: 'renderer-module', pattern: 'src-renderer/*', capture: ['module'] },
  { type: 'renderer-root', pattern: 'src-renderer' },
] as const

const to = (...types: string[]) => types.map((type) => ({ to: { element: { type } } }))

/** Packages that only one folder may import. */
const only = (message: string, ...names: string[]): Linter.RulesRecord => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        ...names.map((group) => ({ group: [group], message })),
        {
          group: ['#shared/contract/*', '#shared/domain/*/*', '@/*/*', '!@/views/*', '!@/styles/*'],
          message: 'A module shows its whole interface in its index.ts.',
        },
      ],
    },
  ],
})

export default tseslint.config(
  { ignores: ['out/**', 'node_modules/**', 'test-results/**', 'playwright-report/**', 'resources/**'] },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [tseslint.configs.recommendedTypeChecked, vue.configs['flat/essential']],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'import/resolver': {
        typescript: {
          project: ['src-main/tsconfig.json', 'src-renderer/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        },
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // Our interfaces are closures in method notation: none of them reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 500 }],
      'vue/multi-word-component-names': 'error',
      'vue/no-v-html': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            { from: { element: { type: 'contract' } }, allow: to('contract') },
            { from: { element: { type: 'domain' } }, allow: to('contract', 'domain') },
            { from: { element: { type: 'service' } }, allow: to('contract', 'domain', 'service', 'services') },
            { from: { element: { type: 'services' } }, allow: to('contract', 'domain', 'service', 'services') },
            { from: { element: { type: 'electron' } }, allow: to('contract', 'electron', 'services') },
            { from: { element: { type: 'server' } }, allow: to('contract', 'server', 'services') },
            { from: { element: { type: 'cli' } }, allow: to('contract', 'cli', 'services', 'service', 'server') },
            { from: { element: { type: 'view' } }, allow: to('contract', 'domain', 'view', 'renderer-module') },
            {
              from: { element: { type: 'renderer-module' } },
              allow: to('contract', 'domain', 'renderer-module', 'view'),
            },
            {
              from: { element: { type: 'renderer-root' } },
              allow: to('contract', 'renderer-module', 'renderer-root', 'view'),
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/electron/**', 'src-main/server/**', '**/*.test.ts'],
    rules: only('Only the hosts know Electron and HTTP.', 'electron', 'node:http', 'node:https', 'node:net'),
  },
  {
    files: ['src-main/shared/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: only(
      'The shared part is pure: no Node, no packages but the schema library.',
      'node:*',
      'vue',
      'pinia',
      'dexie',
    ),
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    ignores: ['src-renderer/notebook/**', '**/*.test.ts'],
    rules: only('Only the notebook knows Dexie; the interface knows no Node.', 'dexie', 'node:*', 'electron'),
  },
  { files: ['**/*.test.ts', 'tests/support/**/*.ts'], rules: only('Tests may import every package.') },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: { 'boundaries/dependencies': 'off' },
  },
)
