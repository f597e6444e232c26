import os

from sqlmesh.core.config import Config, GatewayConfig, ModelDefaultsConfig
from sqlmesh.core.config.connection import PostgresConnectionConfig

config = Config(
    gateways={
        "prod": GatewayConfig(
            connection=PostgresConnectionConfig(
                host=os.environ["PGHOST"],
                port=int(os.environ["PGPORT"]),
                user=os.environ["PGUSER"],
                password=os.environ.get("PGPASSWORD", ""),
                database=os.environ["PGDATABASE"],
            )
        )
    },
    default_gateway="prod",
    model_defaults=ModelDefaultsConfig(dialect="postgres", start="2026-03-01", cron="@hourly"),
    disable_anonymized_analytics=True,
)
