-- The landing zone. Types are enforced, keys are not: rows land as the source sent them, staging cleans them and the checks
-- of the models report what is wrong. Indexes serve incremental reads and are therefore not unique: what happened in an interval
-- (the time of the event), what changed since (updated_at), what landed since (_loaded_at: rows land in that order, so a block range
-- index finds them and costs a load next to nothing).
-- Schema raw itself is Flyway's to create: its history table stands there, and a role that may not create schemas can be
-- given an empty one.

create table raw.users (
    user_id bigint,
    email text,
    first_name text,
    last_name text,
    company text,
    job_title text,
    country text,
    acquisition_channel text,
    signup_date timestamptz,
    is_activated boolean,
    activated_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    _loaded_at timestamptz not null default now()
);

create index users_updated_at on raw.users (updated_at);
create index users_loaded_at on raw.users using brin (_loaded_at);

comment on table raw.users is 'Accounts as they signed up, one row per user and change';
comment on column raw.users.user_id is 'The user; names one user, but several rows may land';
comment on column raw.users.email is 'Address given at sign-up';
comment on column raw.users.first_name is 'Given name';
comment on column raw.users.last_name is 'Family name';
comment on column raw.users.company is 'Employer as the user typed it';
comment on column raw.users.job_title is 'Position as the user typed it';
comment on column raw.users.country is 'Country of the user';
comment on column raw.users.acquisition_channel is 'How the user found us: organic, paid_search, paid_social, referral or content';
comment on column raw.users.signup_date is 'Instant of the sign-up';
comment on column raw.users.is_activated is 'Whether the user has completed the set-up';
comment on column raw.users.activated_at is 'Instant of the activation; null until then';
comment on column raw.users.created_at is 'Instant at which the source created the row';
comment on column raw.users.updated_at is 'Instant at which the source last changed the row';
comment on column raw.users._loaded_at is 'Instant at which the row landed here';

create table raw.sessions (
    session_id bigint,
    user_id bigint,
    session_start timestamptz,
    session_end timestamptz,
    duration_minutes numeric,
    device_type text,
    browser text,
    pages_viewed integer,
    created_at timestamptz,
    _loaded_at timestamptz not null default now()
);

create index sessions_session_start on raw.sessions (session_start);
create index sessions_loaded_at on raw.sessions using brin (_loaded_at);

comment on table raw.sessions is 'Visits to the product';
comment on column raw.sessions.session_id is 'The session';
comment on column raw.sessions.user_id is 'Who visited: raw.users.user_id';
comment on column raw.sessions.session_start is 'Instant of the first action';
comment on column raw.sessions.session_end is 'Instant of the last action';
comment on column raw.sessions.duration_minutes is 'Minutes from start to end';
comment on column raw.sessions.device_type is 'desktop, mobile or tablet';
comment on column raw.sessions.browser is 'Browser family';
comment on column raw.sessions.pages_viewed is 'Pages opened during the session';
comment on column raw.sessions.created_at is 'Instant at which the source created the row';
comment on column raw.sessions._loaded_at is 'Instant at which the row landed here';

create table raw.events (
    event_id bigint,
    session_id bigint,
    user_id bigint,
    event_type text,
    event_timestamp timestamptz,
    properties jsonb,
    created_at timestamptz,
    _loaded_at timestamptz not null default now()
);

create index events_event_timestamp on raw.events (event_timestamp);
create index events_loaded_at on raw.events using brin (_loaded_at);

comment on table raw.events is 'Single actions of a user in the product';
comment on column raw.events.event_id is 'The event';
comment on column raw.events.session_id is 'Session it happened in: raw.sessions.session_id';
comment on column raw.events.user_id is 'Who acted: raw.users.user_id';
comment on column raw.events.event_type is
    'page_view, button_click, form_submit, settings_change, feature_used, file_upload, report_generated or invite_sent';
comment on column raw.events.event_timestamp is 'Instant of the action';
comment on column raw.events.properties is 'Details by event type; feature names the feature of a feature_used';
comment on column raw.events.created_at is 'Instant at which the source created the row';
comment on column raw.events._loaded_at is 'Instant at which the row landed here';

create table raw.subscriptions (
    subscription_id bigint,
    user_id bigint,
    plan text,
    status text,
    started_at timestamptz,
    ended_at timestamptz,
    monthly_value numeric(12, 2),
    billing_cycle text,
    is_trial boolean,
    created_at timestamptz,
    updated_at timestamptz,
    _loaded_at timestamptz not null default now()
);

create index subscriptions_updated_at on raw.subscriptions (updated_at);
create index subscriptions_loaded_at on raw.subscriptions using brin (_loaded_at);

comment on table raw.subscriptions is
    'Trials and paid subscriptions; a plan change ends one row and starts the next on the same day';
comment on column raw.subscriptions.subscription_id is 'The subscription';
comment on column raw.subscriptions.user_id is 'Who holds it: raw.users.user_id';
comment on column raw.subscriptions.plan is 'starter, professional or enterprise';
comment on column raw.subscriptions.status is 'active, cancelled, trial_ended, upgraded or downgraded';
comment on column raw.subscriptions.started_at is 'Instant from which it counts; its UTC day is the first one covered';
comment on column raw.subscriptions.ended_at is 'Instant at which it ended; its UTC day is not covered; null while it runs';
comment on column raw.subscriptions.monthly_value is
    'Price in USD a month; for annual billing the price of the year / 12; 0 for a trial';
comment on column raw.subscriptions.billing_cycle is 'monthly or annual';
comment on column raw.subscriptions.is_trial is 'Whether it is a trial; a trial is a row of its own';
comment on column raw.subscriptions.created_at is 'Instant at which the source created the row';
comment on column raw.subscriptions.updated_at is 'Instant at which the source last changed the row';
comment on column raw.subscriptions._loaded_at is 'Instant at which the row landed here';

create table raw.payments (
    payment_id bigint,
    invoice_id bigint,
    subscription_id bigint,
    user_id bigint,
    amount numeric(12, 2),
    currency text,
    status text,
    payment_method text,
    failure_reason text,
    attempt_number integer,
    billing_period_start date,
    payment_date timestamptz,
    created_at timestamptz,
    updated_at timestamptz,
    _loaded_at timestamptz not null default now()
);

create index payments_payment_date on raw.payments (payment_date);
create index payments_updated_at on raw.payments (updated_at);
create index payments_loaded_at on raw.payments using brin (_loaded_at);

comment on table raw.payments is 'Attempts to collect an invoice, and refunds';
comment on column raw.payments.payment_id is 'The attempt or refund';
comment on column raw.payments.invoice_id is 'Invoice that was to be paid; its attempts share it';
comment on column raw.payments.subscription_id is 'What was paid for: raw.subscriptions.subscription_id';
comment on column raw.payments.user_id is 'Who paid: raw.users.user_id';
comment on column raw.payments.amount is 'Amount in the currency of the row; negative for a refund';
comment on column raw.payments.currency is 'ISO 4217 code; USD';
comment on column raw.payments.status is 'succeeded, failed or refunded';
comment on column raw.payments.payment_method is 'Means of payment';
comment on column raw.payments.failure_reason is
    'insufficient_funds, card_declined, expired_card or processing_error; null unless the attempt failed';
comment on column raw.payments.attempt_number is 'Number of the attempt within the invoice, from 1 to 4';
comment on column raw.payments.billing_period_start is 'First UTC day of the period the invoice is for';
comment on column raw.payments.payment_date is 'Instant of the attempt or refund';
comment on column raw.payments.created_at is 'Instant at which the source created the row';
comment on column raw.payments.updated_at is 'Instant at which the source last changed the row';
comment on column raw.payments._loaded_at is 'Instant at which the row landed here';
